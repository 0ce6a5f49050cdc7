import type { Rule, Tree } from '@angular-devkit/schematics';
import { chain } from '@angular-devkit/schematics';
import type { BuiltInAuthType } from 'ngx-qlik/auth-types';
import { ɵAUTH_FEATURES as AUTH_FEATURES } from 'ngx-qlik/connection-rules';
import ts from 'typescript';
import type { Application } from './project.ts';
import { addProvider, sourcesOf } from './provider-list.ts';
import { addElement, addImport, findCall, findIn, isCallOf, layOut, parse } from './source-files.ts';

const LIBRARY = 'ngx-qlik';
const HTTP = '@angular/common/http';
const INTERCEPTOR = 'qlikInterceptor';

/** Adds `provideQlik(…)` with an auth type, and the interceptor to `provideHttpClient(…)`. */
export function addProviders(application: Application, auth: BuiltInAuthType, connections: string): Rule {
  return chain([
    (tree) => addQlik(tree, application, AUTH_FEATURES[auth], connections),
    (tree) => addInterceptor(tree, application),
  ]);
}

function addQlik(tree: Tree, application: Application, feature: string, connections: string): void {
  const sources = sourcesOf(tree, application);
  const found = findCall(tree, sources.files, 'provideQlik');
  if (found) {
    if (found.call.arguments.some((argument) => findIn(argument, isCallOf(feature)))) return;
    addElement(tree, found.file, { list: found.call, text: `${feature}()` });
    addImport(tree, found.file, feature, LIBRARY);
    layOutCall(tree, found.file, 'provideQlik');
    return;
  }
  const file = addProvider(sources, `provideQlik(withConnections('${connections}'), ${feature}())`);
  for (const name of ['provideQlik', 'withConnections', feature]) addImport(tree, file, name, LIBRARY);
  layOutCall(tree, file, 'provideQlik');
}

function addInterceptor(tree: Tree, application: Application): void {
  const sources = sourcesOf(tree, application);
  const found = findCall(tree, sources.files, 'provideHttpClient');
  if (!found) {
    const isWithModule = sources.files.some((file) => tree.readText(file).includes('HttpClientModule'));
    const features = [
      // Interceptors of classes that the module brought go on as before.
      ...(isWithModule ? ['withInterceptorsFromDi()'] : []),
      `withInterceptors([${INTERCEPTOR}])`,
    ];
    const file = addProvider(sources, `provideHttpClient(${features.join(', ')})`);
    for (const name of ['provideHttpClient', ...features.map((each) => each.replace(/\(.*$/, ''))])
      addImport(tree, file, name, HTTP);
    addImport(tree, file, INTERCEPTOR, LIBRARY);
    layOutCall(tree, file, 'provideHttpClient');
    return;
  }
  const { file, call } = found;
  if (call.getText().includes(INTERCEPTOR)) return;
  const list = findIn(call, isCallOf('withInterceptors'))?.arguments[0];
  if (list && ts.isArrayLiteralExpression(list)) addElement(tree, file, { list, text: INTERCEPTOR });
  else {
    addElement(tree, file, { list: call, text: `withInterceptors([${INTERCEPTOR}])` });
    addImport(tree, file, 'withInterceptors', HTTP);
  }
  addImport(tree, file, INTERCEPTOR, LIBRARY);
  layOutCall(tree, file, 'provideHttpClient');
}

/** Lays out a call, the list that it is in, its own lists, and the import of the library, as a formatter writes them. */
function layOutCall(tree: Tree, file: string, callee: string): void {
  const call = () => findCall(tree, [file], callee)?.call;
  const parent = call()?.parent;
  if (parent && ts.isArrayLiteralExpression(parent)) layOut(tree, file, parent);
  const outer = call();
  if (outer) layOut(tree, file, outer);
  const inner = call();
  const list = inner && findIn(inner, isCallOf('withInterceptors'))?.arguments[0];
  if (list && ts.isArrayLiteralExpression(list)) layOut(tree, file, list);
  const imports = findIn(
    parse(tree, file),
    (node): node is ts.NamedImports =>
      ts.isNamedImports(node) &&
      !node.parent.isTypeOnly &&
      node.parent.parent.moduleSpecifier.getText().slice(1, -1) === LIBRARY,
  );
  if (imports) layOut(tree, file, imports);
}
