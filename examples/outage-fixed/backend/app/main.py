from backend.app.services.monitoring.health import report

if __name__ == "__main__":
    print(report())
