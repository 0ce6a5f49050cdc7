import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { injectIdle, whenIdle } from './idle';

@Component({
  selector: 'app-idle-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `first{{ isIdle() ? ', and the rest' : '' }}`,
})
class IdleTestComponent {
  readonly isIdle = injectIdle();
}

describe('what waits until the browser is idle', () => {
  it('comes after the first view, and before a page counts as stable', async () => {
    const fixture = TestBed.createComponent(IdleTestComponent);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    expect(element.textContent).toBe('first');
    await fixture.whenStable();
    expect(element.textContent).toBe('first, and the rest');
  });

  for (const [browser, hasIdleTime] of Object.entries({ Chromium: true, Safari: false })) {
    it(`is done once in ${browser}, and not after its view is gone`, async () => {
      const original = globalThis.requestIdleCallback;
      if (!hasIdleTime) Object.assign(globalThis, { requestIdleCallback: undefined });
      try {
        let times = 0;
        const gone = TestBed.createComponent(IdleTestComponent);
        gone.destroy();
        const kept = TestBed.createComponent(IdleTestComponent);
        TestBed.runInInjectionContext(() => whenIdle(() => (times += 1)));
        await kept.whenStable();
        expect(times).toBe(1);
        expect(kept.componentInstance.isIdle()).toBeTrue();
        expect(gone.componentInstance.isIdle()).toBeFalse();
      } finally {
        Object.assign(globalThis, { requestIdleCallback: original });
      }
    });
  }
});
