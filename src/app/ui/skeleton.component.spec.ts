import { TestBed } from '@angular/core/testing';
import { SkeletonComponent } from './skeleton.component';

describe('SkeletonComponent', () => {
  for (const [of, count] of [
    ['chart', 1],
    ['sheet', 6],
  ] as const) {
    it(`has the blocks of a ${of}, and says that it loads`, async () => {
      const fixture = TestBed.createComponent(SkeletonComponent);
      fixture.componentRef.setInput('of', of);
      await fixture.whenStable();
      const element = fixture.nativeElement as HTMLElement;
      expect(element.querySelectorAll('.block').length).toBe(count);
      expect(element.querySelector('[role=status]')?.textContent).toBe('Loading …');
    });
  }
});
