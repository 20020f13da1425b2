"""How two pytest-xdist workers share the tests: one drives the browser, the other does the rest."""

from xdist.scheduler import LoadScopeScheduling

BESIDE_THE_REST = (
    "tests/e2e/",
    # So that both workers take about as long.
    "tests/label_studio/test_fault_sweep.py",
    "tests/label_studio/test_killed.py",
)


class BrowserApart(LoadScopeScheduling):
    """Browser tests run one after the other on one worker, all others on the other one.

    xdist's own groups (`--dist loadgroup`) are of no use: with pytest 9.2 xdist 3.8 ignores them.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith(BESIDE_THE_REST) else "rest"
