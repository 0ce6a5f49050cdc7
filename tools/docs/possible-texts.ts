import ts from 'typescript';

/** A node and all below it. */
export function nodesIn(node: ts.Node): readonly ts.Node[] {
  return [node, ...node.getChildren().flatMap(nodesIn)];
}

/**
 * The texts that an expression can have: of a literal, a condition, a template, or of a parameter or property of that name whose type lists them.
 * Empty where they are not known.
 */
export function possibleTexts(value: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(value)) return [value.text];
  if (ts.isConditionalExpression(value))
    return [...possibleTexts(value.whenTrue), ...possibleTexts(value.whenFalse)];
  // Of `text && 'more'`.
  if (ts.isBinaryExpression(value)) return ['', ...possibleTexts(value.right)];
  if (ts.isTemplateExpression(value)) {
    return value.templateSpans.reduce<readonly string[]>(
      (texts, { expression, literal }) =>
        texts.flatMap((text) => possibleTexts(expression).map((each) => text + each + literal.text)),
      [value.head.text],
    );
  }
  const declared = nodesIn(value.getSourceFile())
    .filter((node) => ts.isParameter(node) || ts.isPropertySignature(node))
    .find(({ name }) => name.getText() === value.getText())?.type;
  return (declared ? nodesIn(declared) : []).filter(ts.isStringLiteral).map(({ text }) => text);
}
