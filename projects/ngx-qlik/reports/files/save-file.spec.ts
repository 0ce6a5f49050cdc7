import { NgZone } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { saveFile } from './save-file';

describe('saveFile', () => {
  it('keeps no application unstable until the browser has the file', () => {
    spyOn(HTMLAnchorElement.prototype, 'click');
    const release = spyOn(URL, 'revokeObjectURL');
    jasmine.clock().install();
    try {
      const zone = TestBed.inject(NgZone);
      zone.run(() => saveFile({ name: 'a.csv', content: new Blob(['a']), warnings: [] }, document));
      expect([zone.hasPendingMacrotasks, release.calls.count()]).toEqual([false, 0]);
      jasmine.clock().tick(60_000);
      expect(release).toHaveBeenCalledTimes(1);
    } finally {
      jasmine.clock().uninstall();
    }
  });
});
