import { TestBed } from '@angular/core/testing';
import { injectPage } from './page';

describe('injectPage', () => {
  const page = () => TestBed.runInInjectionContext(() => injectPage());

  it('knows an address that was followed from a reload', () => {
    const [entry] = performance.getEntriesByType('navigation');
    if (!(entry instanceof PerformanceNavigationTiming)) throw new Error('This browser times nothing.');
    spyOn(performance, 'getEntriesByType').and.returnValue([entry]);
    const type = spyOnProperty(PerformanceNavigationTiming.prototype, 'type');
    expect(page().isFreshArrival()).toBe(false);
    type.and.returnValue('navigate');
    expect(page().isFreshArrival()).toBeTrue();
    type.and.returnValue('back_forward');
    expect(page().isFreshArrival()).toBeFalse();
  });
});
