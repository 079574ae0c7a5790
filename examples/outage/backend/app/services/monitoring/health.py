def report() -> dict[str, str]:
    return {"status": "ok"}
