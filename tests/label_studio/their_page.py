"""Label Studio's own page, worked by mouse as its annotators do."""

from playwright.sync_api import Locator, Page, Response, expect

SETTLING_MS = 500
STARTING_MS = 30
DROPPING_MS = 250
INSIDE = 8


def log_in(page: Page, url: str, email: str, password: str) -> None:
    """Log a user in; the page then is the server's first one."""
    page.goto(f"{url}/user/login/")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("button[type=submit]").click()
    page.wait_for_url(lambda address: "/user/login" not in address)


def open_task(page: Page, url: str, ls_project_id: int, ls_task_id: int) -> None:
    """Open a task from the data manager: its annotation if there is one, else a new one."""
    page.goto(f"{url}/projects/{ls_project_id}/data?task={ls_task_id}")
    _when_ready(page)


def open_stream(page: Page, url: str, ls_project_id: int) -> None:
    """Open the labeling stream, which shows the next task that is not labeled."""
    page.goto(f"{url}/projects/{ls_project_id}/data/?labeling=1")
    _when_ready(page)


def columns(page: Page) -> dict[str, list[str]]:
    """What the page shows: the ids of each bucket's items from the top; `_` are the unranked."""
    found: dict[str, list[str]] = page.locator("[data-rbd-droppable-id]:visible").evaluate_all(
        "buckets => Object.fromEntries(buckets.map(bucket => [bucket.dataset.rbdDroppableId,"
        " [...bucket.querySelectorAll('[data-rbd-draggable-id]')]"
        ".map(item => item.dataset.rbdDraggableId)]))"
    )
    return found


def drag_item(page: Page, item: str, bucket: str, *, to_top: bool = False) -> None:
    """Drag an item by mouse to the top, else near the bottom, of a bucket, and let it go."""
    chip = page.locator(f'[data-rbd-draggable-id="{item}"]:visible')
    chip.hover()
    box = chip.bounding_box()
    area = page.locator(f'[data-rbd-droppable-id="{bucket}"]:visible').bounding_box()
    assert box is not None
    assert area is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    target_x = area["x"] + area["width"] / 2
    target_y = area["y"] + (INSIDE if to_top else area["height"] - INSIDE)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(x + 3 * step, y)
        page.wait_for_timeout(STARTING_MS)
    page.mouse.move(target_x, target_y, steps=12)
    page.wait_for_timeout(DROPPING_MS)
    page.mouse.move(target_x + 1, target_y)
    page.mouse.up()
    page.wait_for_function(
        "([item, bucket]) => document.querySelector("
        '`[data-rbd-droppable-id="${bucket}"] [data-rbd-draggable-id="${item}"]`)',
        arg=[item, bucket],
    )


def submit(page: Page) -> int:
    """Press Submit; gives the id of the annotation that it made."""
    return _press(page, "submit", "POST")


def update(page: Page) -> int:
    """Press Update; gives the id of the annotation that it changed."""
    return _press(page, "update", "PATCH")


def can_update(page: Page) -> bool:
    """Whether the annotation shown differs from the one that is stored."""
    return _button(page, "update").is_enabled()


def skip(page: Page) -> int:
    """Press Skip, which the labeling stream alone has; gives the id of the annotation made."""
    return _press(page, "skip", "POST")


def _press(page: Page, name: str, method: str) -> int:
    def saved(response: Response) -> bool:
        path = response.url.partition("?")[0]
        return response.request.method == method and "/annotations" in path and "draft" not in path

    expect(_button(page, name)).to_be_enabled()
    with page.expect_response(saved) as answered:
        _button(page, name).click()
    assert answered.value.ok, answered.value.text()
    number: int = answered.value.json()["id"]
    return number


def _button(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"bottombar-{name}-button")


def _items(page: Page) -> Locator:
    return page.locator("[data-rbd-draggable-id]:visible")


def _when_ready(page: Page) -> None:
    """Wait until the page has made its new annotation, for which it replaces what it showed."""
    _items(page).first.wait_for()
    _button(page, "submit").or_(_button(page, "update")).wait_for()
    page.wait_for_timeout(SETTLING_MS)
