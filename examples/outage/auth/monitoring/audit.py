LOGINS: list[str] = []


def record_login(user: str) -> None:
    LOGINS.append(user)
