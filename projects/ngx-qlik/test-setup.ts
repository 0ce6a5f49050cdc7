import '@angular/compiler';
import { NgModule, provideExperimentalZonelessChangeDetection } from '@angular/core';
import { getTestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

const hasZone = 'Zone' in globalThis;

/** The same specs run without zone.js, and with it in the configuration `zone`. */
@NgModule({ providers: hasZone ? [] : [provideExperimentalZonelessChangeDetection()] })
class ChangeDetectionModule {}

getTestBed().initTestEnvironment([BrowserTestingModule, ChangeDetectionModule], platformBrowserTesting(), {
  errorOnUnknownElements: true,
  errorOnUnknownProperties: true,
});
