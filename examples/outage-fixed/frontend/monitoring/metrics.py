from collections import Counter

REQUESTS: Counter[str] = Counter()


def count_request(path: str) -> None:
    REQUESTS[path] += 1
