"""From a database to a public site: folders and commands for those who host one."""
