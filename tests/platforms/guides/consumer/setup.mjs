import '@angular/compiler';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { afterEach, beforeEach } from 'vitest';

getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
beforeEach(() =>
  TestBed.configureTestingModule({ providers: [provideExperimentalZonelessChangeDetection()] }),
);
// Vitest has no global `afterEach` that Angular could use: the application of a test would outlive the page.
afterEach(() => TestBed.resetTestingModule());
