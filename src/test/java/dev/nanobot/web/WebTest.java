package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WebTest {
  @Test
  void aServerThatListensEverywhereIsCalledByANameThatLeadsToIt() {
    assertThat(Web.address("0.0.0.0", 80)).isEqualTo("http://127.0.0.1:80");
    assertThat(Web.login("::", 80, "t")).isEqualTo("http://[::1]:80/login/t");
  }

  @Test
  void anAddressIsWrittenAsItIsCalled() {
    assertThat(Web.hook("127.0.0.1", 80, "ci")).isEqualTo("http://127.0.0.1:80/hooks/ci");
    assertThat(Web.hook("::1", 80, "ci")).isEqualTo("http://[::1]:80/hooks/ci");
  }

  @Test
  void aServerAtAllAddressesIsCalledByANameThatItAnswersTo() {
    assertThat(Web.login("0.0.0.0", 80, "t")).isEqualTo("http://127.0.0.1:80/login/t");
    assertThat(Web.login("::", 80, "t")).isEqualTo("http://[::1]:80/login/t");
  }
}
