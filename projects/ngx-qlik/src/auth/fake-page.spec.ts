import { Location } from '@angular/common';
import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { SpyLocation } from '@angular/common/testing';
import type { QlikConnection } from '../connections/connection';
import type { Page } from './page';
import { QLIK_AUTH_STRATEGIES, type QlikAuthStrategy, type QlikFeature } from './strategy';

/** A page at `https://app.example/base/` that notes where it was sent. */
export class FakePage implements Page {
  readonly left: string[] = [];
  isFresh = true;
  stays = 0;
  comeBack: () => void = () => undefined;
  resolve(address: string): string {
    return new URL(address, 'https://app.example/base/').href;
  }
  addressOf(path = '/here?x=1'): string {
    return this.resolve(`/base${path}`);
  }
  leave(address: string): void {
    this.left.push(address);
  }
  stay(): void {
    this.stays++;
  }
  cameBack(): Promise<void> {
    return new Promise((resolve) => (this.comeBack = resolve));
  }
  isFreshArrival(): boolean {
    return this.isFresh;
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
