import ts from 'typescript';
import { codeFiles, type SourceTree } from './source-tree.ts';
import { syntaxOf } from './syntax.ts';

/** An exported type or schema may be declared in one package only: two of one name drift apart. */
export function checkDuplicateNames(tree: SourceTree): string[] {
  const owners = new Map<string, Map<string, string>>();
  for (const file of codeFiles(tree)) {
    const owner = /^packages\/([^/]+)\/src\//.exec(file.path)?.[1];
    if (!owner) continue;
    for (const name of declaredNames(syntaxOf(file))) {
      const places = owners.get(name) ?? new Map<string, string>();
      places.set(owner, places.get(owner) ?? file.path);
      owners.set(name, places);
    }
  }
  return [...owners]
    .filter(([, places]) => places.size > 1)
    .map(([name, places]) => `${[...places.values()].join(' and ')} both export ${name}; declare it once`);
}

function declaredNames(tree: ts.SourceFile): string[] {
  return tree.statements.flatMap((statement) => {
    if (!isExported(statement)) return [];
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [statement.name.text];
    if (ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations
        .filter((declaration) => /^z\s*\./.test(declaration.initializer?.getText(tree) ?? ''))
        .map((declaration) => declaration.name.getText(tree));
    }
    return [];
  });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
  );
}
