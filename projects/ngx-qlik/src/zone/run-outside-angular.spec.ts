import { NgZone } from '@angular/core';
import { fakeAsync, TestBed, tick } from '@angular/core/testing';
import { runOutsideAngular } from './run-outside-angular';

const hasZone = 'Zone' in globalThis;

describe('runOutsideAngular', () => {
  const isInside = () => NgZone.isInAngularZone();

  it('gives what the work gives, and throws what it throws', () => {
    expect(runOutsideAngular(() => 5)).toBe(5);
    expect(() =>
      TestBed.inject(NgZone).run(() =>
        runOutsideAngular(() => {
          throw new Error('no');
        }),
      ),
    ).toThrowError('no');
  });

  it('leaves the Angular zone, and returns to it for what is the caller’s', () => {
    const seen = TestBed.inject(NgZone).run(() =>
      runOutsideAngular((runInCallersZone) => [isInside(), runInCallersZone(isInside), isInside()]),
    );
    expect(seen).toEqual([false, hasZone, false]);
  });

  it('stays outside where the caller is', () => {
    expect(runOutsideAngular((runInCallersZone) => runInCallersZone(isInside))).toBeFalse();
  });

  it('keeps no application unstable by a timer', () => {
    const zone = TestBed.inject(NgZone);
    const timer = zone.run(() => runOutsideAngular(() => setTimeout(() => undefined, 21_600_000)));
    expect(zone.hasPendingMacrotasks).toBeFalse();
    clearTimeout(timer);
    const inside = zone.run(() => setTimeout(() => undefined, 21_600_000));
    expect(zone.hasPendingMacrotasks).toBe(hasZone);
    clearTimeout(inside);
  });

  if (hasZone) {
    it('leaves timers to the clock of fakeAsync', fakeAsync(() => {
      let isOver = false;
      TestBed.inject(NgZone).run(() => runOutsideAngular(() => setTimeout(() => (isOver = true), 500)));
      tick(499);
      expect(isOver).toBeFalse();
      tick(1);
      expect(isOver).toBeTrue();
    }));
  }
});
