package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadTest {
  static Stream<Map.Entry<FileType, byte[]>> files() {
    return Stream.of(
        Map.entry(FileType.PNG, Samples.png(3, 4)),
        Map.entry(FileType.JPEG, Samples.jpeg(3, 4)),
        Map.entry(FileType.GIF, Samples.gif(3, 4)),
        Map.entry(FileType.WEBP, Samples.webpLossy(3, 4)),
        Map.entry(FileType.WEBP, Samples.webpLossless(3, 4)),
        Map.entry(FileType.WEBP, Samples.webpExtended(3, 4)),
        Map.entry(FileType.PDF, Samples.text("%PDF-1.7\n\u0000")),
        Map.entry(FileType.OGG, Samples.latin("OggS\u0000\u0002")),
        Map.entry(FileType.MP3, Samples.latin("ID3\u0004")),
        Map.entry(FileType.MP3, Samples.latin("\u00ff\u00fb\u0090\u0064")),
        Map.entry(FileType.M4A, Samples.latin("\u0000\u0000\u0000\u001cftypM4A ")),
        Map.entry(FileType.MP4, Samples.latin("\u0000\u0000\u0000\u0018ftypisom")),
        Map.entry(FileType.ZIP, Samples.latin("PK\u0003\u0004....")),
        Map.entry(FileType.TEXT, Samples.text("Grüße\tund\r\nmehr")),
        Map.entry(FileType.TEXT, new byte[0]),
        Map.entry(FileType.TEXT, Samples.text("<svg xmlns='http://www.w3.org/2000/svg'/>")),
        Map.entry(FileType.OTHER, Samples.latin("\u0000\u0000\u0000\u0018ftypheic")),
        Map.entry(FileType.OTHER, Samples.latin("Gr\u00fc\u00dfe")),
        Map.entry(FileType.OTHER, Samples.text("a\u0000b")),
        Map.entry(FileType.OTHER, Samples.latin("\u00ff\u00fea\u0000b\u0000")));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theBytesSayWhatAFileIs(Map.Entry<FileType, byte[]> file) {
    Upload upload = Upload.of("picture.exe", file.getValue());
    assertThat(upload.type()).isEqualTo(file.getKey());
    assertThat(FileType.named(upload.type().mediaType())).isEqualTo(file.getKey());
  }

  @ParameterizedTest
  @MethodSource("files")
  void anImageTellsItsSize(Map.Entry<FileType, byte[]> file) {
    var size = ImageSize.of(file.getKey(), file.getValue());
    if (file.getKey().isImage()) assertThat(size).contains(new ImageSize(3, 4));
    else assertThat(size).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"png,PNG", "jpg,JPEG", "gif,GIF"})
  void imagesThatAProgramWroteAreMeasuredRight(String format, FileType type) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(321, 123, BufferedImage.TYPE_INT_RGB), format, bytes);
    assertThat(FileType.of(bytes.toByteArray())).isEqualTo(type);
    assertThat(ImageSize.of(type, bytes.toByteArray())).contains(new ImageSize(321, 123));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileThatIsCutAnywhereIsSomethingOrOther(Map.Entry<FileType, byte[]> file) {
    for (int length = 0; length < file.getValue().length; length++) {
      byte[] cut = Arrays.copyOf(file.getValue(), length);
      FileType type = FileType.of(cut);
      assertThat(type.isImage()).isEqualTo(ImageSize.of(type, cut).isPresent());
    }
  }

  @Test
  void noiseBehindAnImagesBeginningBreaksNothing() {
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] jpeg = Samples.jpeg(3, 4);
      for (int n = 0; n < 4; n++)
        jpeg[3 + random.nextInt(jpeg.length - 3)] = (byte) random.nextInt();
      FileType type = FileType.of(jpeg);
      assertThat(type).isIn(FileType.JPEG, FileType.OTHER);
    }
  }

  @Test
  void anImageWithoutASizeIsNoImage() {
    assertThat(FileType.of(Samples.png(0, 4))).isEqualTo(FileType.OTHER);
    assertThat(FileType.of(Samples.png(-1, 4))).isEqualTo(FileType.OTHER);
    assertThat(FileType.of(Samples.gif(3, 0))).isEqualTo(FileType.OTHER);
  }

  @Test
  void anImageHasAtMostFiftyMillionPixels() {
    assertThat(Upload.of("a", Samples.png(10_000, 5_000)).type()).isEqualTo(FileType.PNG);
    assertThatThrownBy(() -> Upload.of("a", Samples.png(10_000, 5_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An image has at most 50,000,000 pixels, not 50,010,000.");
    assertThatThrownBy(() -> Upload.of("a", Samples.png(Integer.MAX_VALUE, Integer.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileHasAtMostTwentyMegabytes() {
    assertThat(Upload.of("a", new byte[Upload.BYTES_MAX]).size()).isEqualTo(20 * 1024 * 1024);
    assertThatThrownBy(() -> Upload.of("a", new byte[Upload.BYTES_MAX + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A file has at most 20,971,520 bytes, not 20,971,521.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "report.pdf|report.pdf",
        "../../etc/passwd|passwd",
        "C:\\Users\\a\\b.txt|b.txt",
        "a\u202egnp.exe|agnp.exe",
        "a\u0000b\u0085c\u001b[31m.txt|abc[31m.txt",
        "\u200b\u2066x\u2069\ufeff|x",
        "  spaced name.txt  |spaced name.txt",
        "/|file",
        "\u202e|file",
        "Grüße 日本 😀.txt|Grüße 日本 😀.txt"
      })
  void aNameLosesWhatMovesOrHidesCharacters(String sent, String kept) {
    assertThat(Upload.of(sent, new byte[1]).name()).isEqualTo(kept);
  }

  @Test
  void aNameIsOneLine() {
    assertThat(Upload.cleaned("a\nb\r\u2028c\u2029d")).isEqualTo("abcd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "😀"})
  void aNameIsCutToTwoHundredCharacters(String character) {
    String name = character.repeat(200);
    assertThat(Upload.cleaned(name)).isEqualTo(name);
    assertThat(Upload.cleaned(name + character)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "../x.y", "a.b/c", "A.b", "a.b.c", "a.b\n", "a."})
  void whatIsNoIdentifierIsRefused(String id) {
    assertThatThrownBy(() -> new Attachment(id, "n", "text/plain", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLineForAModelEndsWhereItSeemsToEnd() {
    var attachment = new Attachment("ann.1", "a\"] [file \"b", "image/png", 12_345);
    assertThat(attachment.told())
        .isEqualTo("[file \"a') (file 'b\", image/png, 12,345 bytes, media/ann/1.png]");
  }
}
