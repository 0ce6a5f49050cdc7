import '@angular/compiler';
import { NgModule, provideExperimentalZonelessChangeDetection } from '@angular/core';
import { getTestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

const Zoneless = NgModule({ providers: [provideExperimentalZonelessChangeDetection()] })(class {});

/** Without zone.js: the harnesses of Angular's CDK need their async functions compiled for it, as Angular's builders do. */
export function initTestEnvironment() {
  getTestBed().initTestEnvironment([BrowserTestingModule, Zoneless], platformBrowserTesting());
}
