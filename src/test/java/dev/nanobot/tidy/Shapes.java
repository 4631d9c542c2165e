package dev.nanobot.tidy;

import static java.util.Objects.requireNonNull;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Methods and constructors as the compiler's parser sees them.
final class Shapes {
  /// One method or constructor. `start` is its first line; `lines` counts from its modifiers to its
  /// closing brace; a record's canonical constructor is left out.
  record Shape(
      Source source, String name, boolean isConstructor, int start, int lines, int parameters) {}

  private Shapes() {}

  static List<Shape> of(List<Source> sources) {
    List<Shape> shapes = new ArrayList<>();
    if (sources.isEmpty()) return shapes;
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<SourceFile> files = sources.stream().map(SourceFile::new).toList();
    Map<String, Source> byPath = new HashMap<>();
    for (SourceFile file : files) byPath.put(file.toUri().getPath(), file.source);
    var task = (JavacTask) compiler.getTask(null, null, found -> {}, List.of(), null, files);
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        Source source = requireNonNull(byPath.get(unit.getSourceFile().toUri().getPath()));
        new Scanner(source, unit, positions, shapes).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shapes;
  }

  private static final class SourceFile extends SimpleJavaFileObject {
    private final Source source;

    SourceFile(Source source) {
      super(URI.create("string:///" + source.path()), Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source.text();
    }
  }

  private static final class Scanner extends TreeScanner<Void, Void> {
    private final Source source;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Shape> shapes;
    private boolean isInRecord;

    Scanner(
        Source source, CompilationUnitTree unit, SourcePositions positions, List<Shape> shapes) {
      this.source = source;
      this.unit = unit;
      this.positions = positions;
      this.shapes = shapes;
    }

    @Override
    public Void visitClass(ClassTree node, Void nothing) {
      boolean outer = isInRecord;
      isInRecord = node.getKind() == Tree.Kind.RECORD;
      super.visitClass(node, nothing);
      isInRecord = outer;
      return nothing;
    }

    @Override
    public Void visitMethod(MethodTree node, Void nothing) {
      boolean isConstructor = node.getReturnType() == null;
      if (!(isConstructor && isInRecord)) shapes.add(shape(node, isConstructor));
      return super.visitMethod(node, nothing);
    }

    private Shape shape(MethodTree node, boolean isConstructor) {
      int start = source.line((int) positions.getStartPosition(unit, node));
      int end = source.line((int) positions.getEndPosition(unit, node));
      return new Shape(
          source,
          node.getName().toString(),
          isConstructor,
          start,
          end - start + 1,
          node.getParameters().size());
    }
  }
}
