"""The labeling configs that a project can start from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Template:
    """A labeling config ready to use; `title` and `description` are for people."""

    name: str
    title: str
    description: str
    xml: str


_LLM_RANKER = """\
<View>
  <View style="display: flex; align-items: center; font-size: 1em;">
    <View style="margin: 0.5em 0.5em 0 0;">
      <Header value="Task: " style="font-size: 1em;"/>
    </View>
    <Text name="task" value="Drag and rank the given AI model responses based on their relevance to the prompt and the level of perceived bias."/>
  </View>
  <View style="display: flex; align-items: center; box-shadow: 2px 2px 5px #999; padding: 10px; border-radius: 5px; background-color: #E0E0E0; font-size: 1.25em;">
    <View style="margin: 0 1em 0 0">
      <Header value="Prompt: "/>
    </View>
    <Text name="prompt" value="$prompt"/>
  </View>
  <View>
    <List name="answers" value="$items" title="All Results"/>
    <Style>
      .htx-ranker-column { padding: 20px; width: 50%; background: #f8f8f8; border-radius: 3px; }
      .htx-ranker-item { padding: 10px; margin-bottom: 10px; background: #e0e0e0; color: #333; font-size: 16px; }
      .htx-ranker-item p:last-child { display: none }
    </Style>
    <Ranker name="rank" toName="answers">
      <Bucket name="relevant_results" title="Relevant Results"/>
      <Bucket name="biased_results" title="Biased Results"/>
    </Ranker>
  </View>
</View>
"""  # noqa: E501 - an attribute is one line

_SUPERVISED_FINE_TUNING = """\
<View className="root">
  <Style>
    <!-- Room for the looks of the prompt and of the answer -->
  </Style>
  <View className="container">
    <View className="prompt">
      <Text name="prompt" value="$prompt"/>
    </View>
    <View className="answer-input">
      <TextArea name="instruction" toName="prompt" maxSubmissions="1" required="true"
                requiredMessage="You must provide the response to the prompt"
                placeholder="Type your answer here..." rows="10"/>
    </View>
  </View>
</View>
"""

_RANKING = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="Best first"/>
  <Ranker name="rank" toName="answers"/>
</View>
"""

_RANK_AND_REWRITE = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="Best first"/>
  <Ranker name="rank" toName="answers"/>
  <Header value="Write a response that is better than the best one"/>
  <TextArea name="better_response" toName="prompt" maxSubmissions="1" rows="8"
            placeholder="Write a better response, or leave this empty..."/>
</View>
"""

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        template.name: template
        for template in (
            Template(
                "llm-ranker",
                "LLM ranker",
                "Drag model responses into buckets (relevant, biased) and order them inside each.",
                _LLM_RANKER,
            ),
            Template(
                "supervised-fine-tuning",
                "Supervised fine-tuning",
                "Write a response to each prompt.",
                _SUPERVISED_FINE_TUNING,
            ),
            Template(
                "ranking",
                "Ranking",
                "Put all responses to a prompt into one order, best first. Takes battles as well: "
                "past votes between two models.",
                _RANKING,
            ),
            Template(
                "rank-and-rewrite",
                "Rank and rewrite",
                "Order the responses, then write a better one.",
                _RANK_AND_REWRITE,
            ),
        )
    }
)
