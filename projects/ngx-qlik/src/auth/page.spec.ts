import { TestBed } from '@angular/core/testing';
import { settled } from 'ngx-qlik/testing';
import { injectPage } from './page';

describe('injectPage', () => {
  const page = () => TestBed.runInInjectionContext(() => injectPage());

  it('knows an address that was followed from a reload', () => {
    const [entry] = performance.getEntriesByType('navigation');
    if (!(entry instanceof PerformanceNavigationTiming)) throw new Error('This browser times nothing.');
    spyOn(performance, 'getEntriesByType').and.returnValue([entry]);
    const type = spyOnProperty(PerformanceNavigationTiming.prototype, 'type');
    expect(page().isNewNavigation()).toBe(false);
    type.and.returnValue('navigate');
    expect(page().isNewNavigation()).toBeTrue();
    type.and.returnValue('back_forward');
    expect(page().isNewNavigation()).toBeFalse();
  });

  it('resolves when it is shown again, while a caller waits', async () => {
    const show = (persisted: boolean) =>
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));
    const over = new AbortController();
    let returns = 0;
    void page()
      .restoredFromCache(new AbortController().signal)
      .then(() => returns++);
    void page()
      .restoredFromCache(over.signal)
      .then(() => returns++);
    show(false);
    await settled();
    expect(returns).toBe(0);
    over.abort();
    show(true);
    await settled();
    expect(returns).toBe(1);
  });

  it('ends a navigation that is under way', () => {
    const stop = spyOn(window, 'stop');
    page().stopNavigation();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
