import { TestBed } from '@angular/core/testing';
import { ColorScheme } from './color-scheme';

describe('ColorScheme', () => {
  const root = document.documentElement;
  const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

  beforeEach(() => localStorage.removeItem('app:color-scheme'));
  afterEach(() => {
    localStorage.removeItem('app:color-scheme');
    delete root.dataset['colorScheme'];
  });

  it('follows the system until the user chooses', () => {
    expect(TestBed.inject(ColorScheme).current()).toBe(system());
    expect(root.dataset['colorScheme']).toBeUndefined();
  });

  it('stores a choice for the next page', () => {
    TestBed.inject(ColorScheme).toggle();
    TestBed.resetTestingModule();
    const next = TestBed.inject(ColorScheme).current();
    expect(next).not.toBe(system());
    expect(root.dataset['colorScheme']).toBe(next);
  });

  it('follows the system again when the choice is the system’s scheme', () => {
    const scheme = TestBed.inject(ColorScheme);
    scheme.toggle();
    scheme.toggle();
    expect(localStorage.getItem('app:color-scheme')).toBeNull();
    expect(root.dataset['colorScheme']).toBeUndefined();
  });

  it('ignores other values under its key', () => {
    localStorage.setItem('app:color-scheme', 'purple');
    expect(TestBed.inject(ColorScheme).current()).toBe(system());
  });
});
