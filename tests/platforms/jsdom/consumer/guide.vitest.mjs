import '@angular/compiler';
import { NgModule, provideExperimentalZonelessChangeDetection } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { afterEach, expect, it } from 'vitest';

// Without zone.js.
const Zoneless = NgModule({ providers: [provideExperimentalZonelessChangeDetection()] })(class {});

// As with `globals: true`.
Object.assign(globalThis, { expect, it });
afterEach(() => TestBed.resetTestingModule());
getTestBed().initTestEnvironment([BrowserTestingModule, Zoneless], platformBrowserTesting());
// Written there from docs/testing.md.
// eslint-disable-next-line boundaries/no-unknown
await import('./sales.component.spec.mjs');
