from auth.monitoring.audit import record_login


def login(user: str) -> bool:
    record_login(user)
    return True


if __name__ == "__main__":
    print(login("demo"))
