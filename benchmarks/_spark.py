"""Answer questions in Spark: JSON on standard input and output, for benchmarks/_engines.py.

It runs in the environment with Spark, which does not have this project's packages.
"""

import json
import sys
import time

from pyspark.sql import SparkSession


def main() -> None:
    """Read tables and questions, print answers and seconds."""
    asked = json.load(sys.stdin)
    started = time.perf_counter()
    spark = (
        SparkSession.builder.master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.memory", "3g")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    for table, path in asked["tables"].items():
        spark.read.parquet(path).createOrReplaceTempView(table)
    ready = time.perf_counter() - started
    answers, seconds = {}, {}
    for name, sql in asked["questions"].items():
        started = time.perf_counter()
        rows = spark.sql(sql).collect()
        seconds[name] = time.perf_counter() - started
        answers[name] = [list(row) for row in rows]
    json.dump({"answers": answers, "seconds": seconds, "ready": ready}, sys.stdout)


main()
