import { NgZone } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { ExportedFile } from '../export-state';
import { saveFile } from './save-file';

const FILE: ExportedFile = { name: 'a.csv', content: new Blob(['a']), warnings: [] };

describe('saveFile', () => {
  it('keeps the file until the browser has it', () => {
    const click = spyOn(HTMLAnchorElement.prototype, 'click');
    const release = spyOn(URL, 'revokeObjectURL');
    jasmine.clock().install();
    try {
      saveFile(FILE, document);
      jasmine.clock().tick(59_000);
      expect([click.calls.count(), release.calls.count()]).toEqual([1, 0]);
      jasmine.clock().tick(1_000);
      expect(release).toHaveBeenCalledTimes(1);
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('keeps no application with zone.js unstable meanwhile', () => {
    spyOn(HTMLAnchorElement.prototype, 'click');
    // Not with a mocked clock, whose timers zone.js does not see.
    const zone = TestBed.inject(NgZone);
    zone.run(() => saveFile(FILE, document));
    expect(zone.hasPendingMacrotasks).toBeFalse();
  });
});
