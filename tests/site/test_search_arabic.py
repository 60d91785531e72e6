"""Questions in Arabic: the page says that names can be searched for in Arabic, and people ask."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest

from tests.site.tables import Get

pytestmark = pytest.mark.pinned

JNIM = "جماعة نصرة الإسلام والمسلمين"


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        (f"من يقود {JNIM}؟", "Who led JNIM, as of 2018?"),
        (f"من قائد {JNIM}", "Who led JNIM, as of 2018?"),
        (f"أين تنشط {JNIM}", "Where was JNIM active?"),
        (f"متى تأسست {JNIM}", "When was JNIM formed?"),
        (f"كم عدد مقاتلي {JNIM}", "How many fighters did JNIM have?"),
    ],
)
def test_a_question_in_arabic_is_answered(get: Get, asked: str, question: str) -> None:
    page = get(f"/search?q={quote(asked)}").text
    assert question in html.unescape(re.sub("<[^>]+>", "", page))
