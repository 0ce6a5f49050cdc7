// With zone.js.
import 'zone.js';
import 'zone.js/testing';
import '@angular/compiler';
import { getTestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
// Written there from docs/testing.md.
// eslint-disable-next-line boundaries/no-unknown
await import('./sales.component.spec.mjs');
