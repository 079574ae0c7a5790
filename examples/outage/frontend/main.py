from frontend.monitoring.metrics import count_request


def handle(path: str) -> str:
    count_request(path)
    return f"page {path}"


if __name__ == "__main__":
    print(handle("/"))
