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
  it('stands for a line without a message of its own', async () => {
    const fixture = TestBed.createComponent(SkeletonComponent);
    fixture.componentRef.setInput('of', 'line');
    fixture.componentRef.setInput('label', 'Loading the user …');
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    expect(element.querySelectorAll('.block').length).toBe(1);
    expect(element.textContent).toContain('Loading the user …');
    expect(element.querySelector('[role=status]')).toBeNull();
  });

  it('fills the height of what it stands for', async () => {
    const fixture = TestBed.createComponent(SkeletonComponent);
    fixture.componentRef.setInput('of', 'sheet');
    const element = fixture.nativeElement as HTMLElement;
    const box = document.createElement('div');
    Object.assign(box.style, { width: '800px', height: '700px' });
    element.replaceWith(box);
    box.append(element);
    await fixture.whenStable();
    expect(element.getBoundingClientRect().height).toBe(700);
    const last = element.querySelector('.block:last-child')?.getBoundingClientRect();
    expect(last?.bottom).toBeCloseTo(element.getBoundingClientRect().bottom, 0);
    box.remove();
  });
});
