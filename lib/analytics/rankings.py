"""Many rankings as flat arrays: what every ranking statistic starts from."""

from dataclasses import dataclass

from lib.analytics.arrays import IntArray


@dataclass(frozen=True, eq=False)
class Rankings:
    """N rankings with M items in all. Codes count from 0.

    `starts` (N + 1) tells where each ranking's items begin; `model`, `bucket`, `place` and
    `control` (M) say of each item its model (-1 where it has none), its bucket in the config's
    order (-1 unplaced), its place there (from 1, equal places are ties, 0 unplaced) and its Ranker.
    `prompt` and `annotator` (N) are the clusters a ranking belongs to; `count` (N) is how many
    equal rankings a row stands for.
    """

    models: tuple[str, ...]
    starts: IntArray
    model: IntArray
    bucket: IntArray
    place: IntArray
    control: IntArray
    prompt: IntArray
    annotator: IntArray
    count: IntArray

    def __len__(self) -> int:
        return len(self.starts) - 1
