import { Location } from '@angular/common';
import { SpyLocation } from '@angular/common/testing';
import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { settled } from 'ngx-qlik/testing';
import type { QlikConnection } from '../../connections/connection';
import { QLIK_AUTH_STRATEGIES, type QlikAuthStrategy, type QlikFeature, type Page } from '../strategy';

/** The pages of the running spec. */
const pages = new Set<FakePage>();

// A redirect that a spec leaves under way ends with it: at its time limit, half a minute later, it would change the stored redirects of another spec.
afterEach(async () => {
  if (pages.size === 0) return;
  for (const page of pages) page.restoreFromCache();
  pages.clear();
  await settled();
});

/** A page at `https://app.example/base/` that notes where it was sent. */
export class FakePage implements Page {
  readonly navigations: string[] = [];
  isNew = true;
  stoppedNavigations = 0;
  private readonly returns = new Set<() => void>();
  constructor() {
    pages.add(this);
  }
  /** Returns from the cache of the back button. */
  restoreFromCache(): void {
    for (const listener of [...this.returns]) listener();
  }
  resolve(address: string): string {
    return new URL(address, 'https://app.example/base/').href;
  }
  addressOf(path = '/here?x=1'): string {
    return this.resolve(`/base${path}`);
  }
  navigate(address: string): void {
    this.navigations.push(address);
  }
  stopNavigation(): void {
    this.stoppedNavigations++;
  }
  onRestoredFromCache(listener: () => void): () => void {
    this.returns.add(listener);
    return () => void this.returns.delete(listener);
  }
  isNewNavigation(): boolean {
    return this.isNew;
  }
}

/** The strategy that a feature of `provideQlik(…)` makes for a connection. */
export function strategyOf(feature: QlikFeature, connection: QlikConnection): QlikAuthStrategy {
  const injector = createEnvironmentInjector(
    [feature.providers, { provide: Location, useClass: SpyLocation }],
    TestBed.inject(EnvironmentInjector),
  );
  const [factory] = injector.get(QLIK_AUTH_STRATEGIES);
  if (!factory) throw new Error('There is no factory.');
  return runInInjectionContext(injector, () => factory.create(connection as never));
}
