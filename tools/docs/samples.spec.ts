import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import ts from 'typescript';
import { inProject } from '../environment/project-root.ts';

/** What is around a sample that is a part of a file, by document: imports and declarations. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(readdirSync(inProject('docs/auth')).map((name) => [`docs/auth/${name}`, ''])),
  'projects/ngx-qlik/README.md': '',
  'docs/getting-started.md': '',
  'docs/multi-tenant.md': `
    import { inject } from '@angular/core';
    import { QlikAuthService } from 'ngx-qlik';
    import { injectConnection } from 'ngx-qlik/scope';`,
  'docs/embedding.md': '',
  'docs/migration/qlik-embed.md': '',
  'docs/migration/enigma-nebula.md': '',
  'docs/migration/capability-apis.md': '',
  'docs/resilience.md': `
    import { ErrorHandler, inject, Injectable } from '@angular/core';
    import { provideQlik, QlikAuthService, withConnections, withOAuth2, withRetries } from 'ngx-qlik';
    declare const hostConfig: object;
    declare function getSpaces(query: object, options: { readonly hostConfig: object }): Promise<object>;`,
  'docs/qix.md': `
    import { type Signal, signal } from '@angular/core';
    import {
      type AppSession, checkExpression, type Hypercube, type HypercubeDefinition, injectHypercube, injectSessionApp, readObjectColumns, reloadScript,
    } from 'ngx-qlik/qix';
    declare let appSession: Signal<AppSession | undefined>;
    declare let table: Hypercube;
    declare const controller: AbortController;`,
  'docs/data-access.md': `
    import { type Signal } from '@angular/core';
    import type { GenericObjectLayout } from '@qlik/api/qix';
    import {
      type AppSession, type Bookmark, injectBookmarks, injectLayout, injectList, injectObject, injectSelections,
    } from 'ngx-qlik/qix';
    declare const appSession: Signal<AppSession | undefined>;
    declare const objectId: Signal<string>;
    declare const isShown: Signal<boolean>;`,
  'docs/initial-state.md': '',
  'docs/rest.md': `
    import type { QlikApi } from 'ngx-qlik/api';
    declare const api: QlikApi;
    declare const appId: string;
    declare const canceling: AbortController;
    declare function show(value: unknown): void;`,
  'docs/testing.md': `
    import { TestBed } from '@angular/core/testing';
    import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';`,
  'docs/signing-in.md': '',
  'docs/exports.md': '',
  'docs/diagnostics.md': '',
  'docs/translation.md': '',
  'docs/configuration.md': '',
  'docs/auth/oauth2.md': `
    import { inject } from '@angular/core';
    import { provideHttpClient, withInterceptors } from '@angular/common/http';
    import { provideQlik, QlikAuthService, qlikInterceptor, withConnections, withOAuth2 } from 'ngx-qlik';`,
};

const COMPILER = 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js';
const LIMIT_MS = 180_000;
const folder = inProject('.cache/docs-samples');
const HOST: ts.ParseConfigFileHost = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };

/** A sample with its own imports is a file; another one gets the surroundings. A list of providers becomes an expression. */
function toFile(sample: string, surroundings: string): string {
  if (/^import /m.test(sample)) return sample;
  const isList = sample.trimEnd().endsWith(',');
  return `${surroundings}\n${isList ? `[${sample}];` : sample}\nexport {};\n`;
}

/** Documents with samples that import each other: these begin with their name, and are in a folder of their document. The globals of a test runner, and what a sample has of Node, are declared beside them. */
const NAMED: readonly string[] = ['docs/testing.md', 'docs/translation.md', 'projects/ngx-qlik/README.md'];
const NAME = /^\/\/ (\S+\.ts)$/m;
const RUNNER = `
  declare module 'node:fs' { export function readFileSync(path: string, encoding: 'utf8'): string; }
  declare function it(name: string, test: () => Promise<void>): void;
  declare function expect(value: unknown): { toBe(value: unknown): void; toEqual(value: unknown): void };`;

/** HTML is the template of a component with all components of `ngx-qlik/embed`. */
function toComponent(html: string): string {
  return `
    import { Component } from '@angular/core';
    import * as embed from 'ngx-qlik/embed';
    import type { Hypercube } from 'ngx-qlik/qix';
    @Component({
      selector: 'app-sample',
      imports: [
        embed.QlikAgenticAssistantComponent, embed.QlikAssistantComponent, embed.QlikChartComponent, embed.QlikClassicAppComponent, embed.QlikClassicChartComponent,
        embed.QlikEmbedUiComponent, embed.QlikFeedCardsComponent,
        embed.QlikFieldComponent, embed.QlikSelectionsComponent, embed.QlikSheetComponent, embed.QlikSnapshotComponent,
      ],
      template: ${JSON.stringify(html)},
    })
    export class SampleComponent { appId = ''; snapshot = {}; table!: Hypercube; }`;
}

describe('the examples', () => {
  it('read a cell in a form that is no warning however the compiler is set up', () => {
    const files = readdirSync(inProject('examples'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.component.ts') && !path.includes('node_modules'),
    );
    assert.ok(files.length > 5);
    const found = files.filter((path) =>
      /cells\??\.?\[[^\]]*\]\?\./.test(readFileSync(inProject(join('examples', path)), 'utf8')),
    );
    assert.deepEqual(found, []);
  });
});

describe('the samples of the documents', () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  // As ng new sets the compiler up, an element of a list is always there, and "?." after one is a warning.
  for (const noUncheckedIndexedAccess of [true, false])
    it(`are valid for the compiler, noUncheckedIndexedAccess being ${noUncheckedIndexedAccess}`, () =>
      compile({ noUncheckedIndexedAccess }));

  function compile(options: { readonly noUncheckedIndexedAccess: boolean }): void {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    let count = 0;
    for (const [path, surroundings] of Object.entries(SURROUNDINGS)) {
      const text = readFileSync(inProject(path), 'utf8');
      for (const [, language, sample = ''] of text.matchAll(/^```(ts|html)\n(.*?)^```$/gms)) {
        const name = NAMED.includes(path) ? NAME.exec(sample)?.[1] : undefined;
        const document = path.replaceAll(/[/.]/g, '-');
        const file = name === undefined ? `${document}-${count}.ts` : join(document, name);
        if (name !== undefined) mkdirSync(join(folder, document), { recursive: true });
        count++;
        writeFileSync(
          join(folder, file),
          language === 'ts' ? toFile(sample, surroundings) : toComponent(sample),
        );
      }
    }
    assert.ok(count >= 20, `${count} samples were found`);
    writeFileSync(join(folder, 'runner.d.ts'), RUNNER);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        // The compiler removes nothing, so unused results are no errors.
        compilerOptions: { baseUrl: '../..', types: [], noEmit: true, ...options },
        files: ['../../projects/ngx-qlik/typings.d.ts'],
        include: ['**/*.ts'],
        // Inherited, it has the folder of the samples.
        exclude: [],
      }),
    );
    const read = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), {}, HOST);
    const compiled = (read?.fileNames ?? []).filter((name) => name.includes('/docs-samples/'));
    assert.equal(compiled.length, count + 1, 'The compiler is given all samples, and runner.d.ts');
    const { stdout, stderr, status } = spawnSync(process.execPath, [inProject(COMPILER), '-p', folder], {
      encoding: 'utf8',
      timeout: LIMIT_MS,
    });
    assert.equal(status, 0, stdout + stderr);
  }
});
