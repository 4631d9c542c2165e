package dev.nanobot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontMatterTest {
  private static FrontMatter of(String head) {
    return FrontMatter.of("---\n" + head + "\n---\nbody\n---\nmore");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "description: Sums up pages.",
        "description: \"Sums up pages.\"",
        "description: 'Sums up pages.'",
        "description: >\n  Sums up\n  pages.",
        "description: >-\n  Sums\n  up pages.\n",
        "description: |\n  Sums up\n  pages.",
        "description: \"Sums up\n  pages.\"",
        "description: Sums up\n  pages.",
        "name: x\ndescription:   Sums up pages.   # of any kind",
        "other: [a, b]\ndescription: Sums up pages."
      })
  void aDescriptionIsReadInEveryWritingOfIt(String head) {
    assertThat(of(head).text("description")).isEqualTo("Sums up pages.");
    assertThat(of(head).body()).isEqualTo("body\n---\nmore");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "description: Use it: always",
        "description: \"Use it: always\"\nname: [never closed",
        "description: Use it: always\n\tname: tab",
        "description: 'Use it: always'\ndescription: twice"
      })
  void whatIsNoYamlIsReadLineByLine(String head) {
    assertThat(of(head).text("description")).isEqualTo("Use it: always");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: {\"nanobot\":{\"requires\":{\"bins\":[\"gh\"]}}}",
        "metadata:\n  {\n    \"nanobot\":\n      { \"requires\": { \"bins\": [\"gh\"] } },\n  }",
        "metadata:\n  nanobot:\n    requires:\n      bins:\n        - gh",
        "metadata: {nanobot: {requires: {bins: [gh]}}}",
        "metadata: '{\"nanobot\":{\"requires\":{\"bins\":[\"gh\"]}}}'",
        "metadata: |\n  {\"nanobot\":{\"requires\":{\"bins\":[\"gh\"]}}}",
        "description: a: b\nmetadata: {\"nanobot\":{\"requires\":{\"bins\":[\"gh\"]}}}"
      })
  void metadataIsAnObjectInEveryWritingOfIt(String head) {
    assertThat(of(head).object("metadata").at("/nanobot/requires/bins/0").asString())
        .isEqualTo("gh");
  }

  @Test
  void aHeadIsReadBehindTheMarkThatSomeEditorsWrite() {
    FrontMatter matter = FrontMatter.of("\ufeff---\ndescription: tea\n---\nboil");
    assertThat(matter.text("description")).isEqualTo("tea");
    assertThat(matter.body()).isEqualTo("boil");
  }

  @Test
  void aHeadThatNestsOrRefersToItselfHarmsNothing() {
    for (String bad :
        new String[] {
          "a: " + "[".repeat(9_000),
          "a: " + "{a: ".repeat(4_000),
          "- ".repeat(9_000),
          "? ".repeat(9_000),
          "a: &a [*a]",
          "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
          "a: !!javax.script.ScriptEngineManager [x]",
          "\u0000",
          "..."
        }) {
      FrontMatter matter = of(bad + "\ndescription: fine");
      assertThat(matter.body()).isEqualTo("body\n---\nmore");
      assertThat(matter.object("a").size()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "---",
        "---\n",
        "---\nname: x",
        "--- \nname: x\n---\n",
        "---\nname: x\n----\n"
      })
  void aTextWithoutAHeadIsAllBody(String text) {
    assertThat(FrontMatter.of(text)).isEqualTo(new FrontMatter(Map.of(), text));
  }

  @Test
  void anEmptyHeadIsAHead() {
    assertThat(FrontMatter.of("---\n---\nbody").body()).isEqualTo("body");
    assertThat(FrontMatter.of("---\r\nname: x\r\n---").body()).isEmpty();
    assertThat(FrontMatter.of("---\r\nname: x\r\n---").text("name")).isEqualTo("x");
    assertThat(FrontMatter.of("---\nname:\n---\n").text("name")).isEmpty();
    assertThat(FrontMatter.of("---\nname: 5\nalways: true\n---\n").text("always"))
        .isEqualTo("true");
  }
}
