import ts from 'typescript';

/** Returns declarations without the comments of what is exported for the library's own entry points only: names that begin with `ɵ`. */
export function withoutInternalDocs(declarations: string): string {
  const file = ts.createSourceFile('index.d.ts', declarations, ts.ScriptTarget.Latest, true);
  const comments = file.statements.filter(isInternal).flatMap(commentsIn);
  let text = declarations;
  for (const { pos, end } of comments.sort((a, b) => b.pos - a.pos))
    text = text.slice(0, pos).trimEnd() + text.slice(end);
  return text.trimStart();
}

function isInternal(statement: ts.Statement): boolean {
  const name = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]?.name
    : (statement as ts.DeclarationStatement).name;
  return name !== undefined && ts.isIdentifier(name) && name.text.startsWith('ɵ');
}

function commentsIn(node: ts.Node): ts.TextRange[] {
  return node.getChildren().flatMap((child) => (ts.isJSDoc(child) ? [child] : commentsIn(child)));
}
