import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService, type RetryWait } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { RetryNoticeComponent } from './retry-notice.component';

const wait = (change: Partial<RetryWait> = {}): RetryWait => ({
  reason: 'rate-limited',
  since: Date.now(),
  until: Date.now() + 12_000,
  calls: 1,
  retryNow: () => undefined,
  ...change,
});

async function show(present: RetryWait | undefined) {
  const current = signal<RetryWait | undefined>(present);
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [fakeConnection({ id: 'acme', label: 'Acme' })] }),
      {
        provide: QlikAuthService,
        useValue: { connectionSession: () => ({ wait: current }) },
      },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(RetryNoticeComponent);
  fixture.componentRef.setInput('connectionId', 'acme');
  await fixture.whenStable();
  return { fixture, current, element: fixture.nativeElement as HTMLElement };
}

describe('RetryNoticeComponent', () => {
  it('shows the reason and the remaining time, and retries now on demand', async () => {
    const retryNow = jasmine.createSpy('retryNow');
    const { element } = await show(wait({ retryNow }));
    expect(element.textContent).toContain('Acme limits requests');
    expect(element.textContent).toMatch(/Next try in 1[12] s/);
    element.querySelector('button')?.click();
    expect(retryNow).toHaveBeenCalledTimes(1);
  });

  it('announces the message once and not the seconds', async () => {
    const { element } = await show(wait());
    expect(element.querySelector('[role=status]')?.textContent).not.toMatch(/\d/);
  });

  it('has no countdown without a network, and disappears when the wait is over', async () => {
    const { element, current, fixture } = await show(wait({ reason: 'offline', until: Date.now() + 90_000 }));
    expect(element.textContent).toContain('No network');
    expect(element.textContent).not.toContain('Next try');
    current.set(undefined);
    await fixture.whenStable();
    expect(element.textContent?.trim()).toBe('');
  });

  it('ignores short waits', async () => {
    const { element } = await show(wait({ until: Date.now() + 300 }));
    expect(element.textContent?.trim()).toBe('');
  });
});
