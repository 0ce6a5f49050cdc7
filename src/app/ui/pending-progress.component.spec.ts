import { TestBed } from '@angular/core/testing';
import { PendingProgressComponent } from './pending-progress.component';

describe('PendingProgressComponent', () => {
  beforeEach(() => jasmine.clock().install());
  afterEach(() => jasmine.clock().uninstall());

  it('shows progress of what takes more than half a second, and of nothing that is answered sooner', () => {
    const fixture = TestBed.createComponent(PendingProgressComponent);
    const hasProgress = (isPending: boolean) => {
      fixture.componentRef.setInput('isPending', isPending);
      fixture.detectChanges();
      return (fixture.nativeElement as HTMLElement).querySelector('[role="progressbar"]') !== null;
    };
    expect(hasProgress(true)).toBeFalse();
    jasmine.clock().tick(499);
    expect(hasProgress(true)).toBeFalse();
    expect(hasProgress(false)).toBeFalse();
    expect(hasProgress(true)).toBeFalse();
    jasmine.clock().tick(500);
    expect(hasProgress(true)).toBeTrue();
    expect(hasProgress(false)).toBeFalse();
  });
});
