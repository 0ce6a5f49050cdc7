import { chain, type Rule, type Tree } from '@angular-devkit/schematics';
import { addRootProvider } from '@schematics/angular/utility';
import type { BuiltInAuthType } from 'ngx-qlik/auth-types';
import { ɵAUTH_FEATURES as AUTH_FEATURES } from 'ngx-qlik/connection-rules';
import ts from 'typescript';
import type { Application } from './project.ts';
import { addElement, addImport, findCall, findIn, layOut, parse, providersFileOf } from './source-files.ts';

const LIBRARY = 'ngx-qlik';
const HTTP = '@angular/common/http';
const INTERCEPTOR = 'qlikInterceptor';

/** Adds `provideQlik(…)` with an auth type, and the interceptor to `provideHttpClient(…)`. */
export function addProviders(application: Application, auth: BuiltInAuthType, connections: string): Rule {
  return chain([addQlik(application, AUTH_FEATURES[auth], connections), addInterceptor(application)]);
}

/** Adds to the providers of the application, as a formatter writes them. */
function addProvider(
  application: Application,
  callee: string,
  toCode: Parameters<typeof addRootProvider>[1],
): Rule {
  return chain([
    addRootProvider(application.name, toCode),
    async (tree) => {
      const first = await providersFileOf(tree, application);
      const found = findCall(tree, application, { callee, first });
      if (!found) return;
      const { parent } = found.call;
      if (ts.isArrayLiteralExpression(parent)) layOut(tree, found.file, parent);
      layOutCall(tree, application, callee, first);
    },
  ]);
}

/** Lays out a call, and the import of the library in its file. */
function layOutCall(tree: Tree, application: Application, callee: string, first: string): void {
  const found = findCall(tree, application, { callee, first });
  if (!found) return;
  layOut(tree, found.file, found.call);
  const imports = findIn(
    parse(tree, found.file),
    (node): node is ts.NamedImports =>
      ts.isNamedImports(node) && node.parent.parent.moduleSpecifier.getText().slice(1, -1) === LIBRARY,
  );
  if (imports) layOut(tree, found.file, imports);
}

function addQlik(application: Application, feature: string, connections: string): Rule {
  return async (tree) => {
    const first = await providersFileOf(tree, application);
    const found = findCall(tree, application, { callee: 'provideQlik', first });
    if (!found) {
      return addProvider(
        application,
        'provideQlik',
        ({ code, external }) =>
          code`${external('provideQlik', LIBRARY)}(${external('withConnections', LIBRARY)}('${connections}'), ${external(feature, LIBRARY)}())`,
      );
    }
    const has = found.call.arguments.some((argument) => findIn(argument, isCallOf(feature)));
    if (has) return undefined;
    addElement(tree, found.file, { list: found.call, text: `${feature}()` });
    addImport(tree, found.file, feature, LIBRARY);
    layOutCall(tree, application, 'provideQlik', first);
    return undefined;
  };
}

function addInterceptor(application: Application): Rule {
  return async (tree) => {
    const first = await providersFileOf(tree, application);
    const found = findCall(tree, application, { callee: 'provideHttpClient', first });
    if (!found) {
      const isWithModule = tree.readText(first).includes('HttpClientModule');
      // Interceptors of classes that the module brought go on as before. Code blocks cannot be nested.
      return addProvider(application, 'provideHttpClient', ({ code, external }) =>
        isWithModule
          ? code`${external('provideHttpClient', HTTP)}(${external('withInterceptorsFromDi', HTTP)}(), ${external('withInterceptors', HTTP)}([${external(INTERCEPTOR, LIBRARY)}]))`
          : code`${external('provideHttpClient', HTTP)}(${external('withInterceptors', HTTP)}([${external(INTERCEPTOR, LIBRARY)}]))`,
      );
    }
    const { file, call } = found;
    if (call.getText().includes(INTERCEPTOR)) return undefined;
    const list = findIn(call, isCallOf('withInterceptors'))?.arguments[0];
    if (list && ts.isArrayLiteralExpression(list)) addElement(tree, file, { list, text: INTERCEPTOR });
    else {
      addElement(tree, file, { list: call, text: `withInterceptors([${INTERCEPTOR}])` });
      addImport(tree, file, 'withInterceptors', HTTP);
    }
    addImport(tree, file, INTERCEPTOR, LIBRARY);
    layOutCall(tree, application, 'provideHttpClient', first);
    return undefined;
  };
}

function isCallOf(name: string) {
  return (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) && node.expression.getText() === name;
}
