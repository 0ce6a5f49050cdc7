import { TestBed } from '@angular/core/testing';
import { QlikRuntime } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting } from 'ngx-qlik/testing';
import { QlikChartComponent } from '../chart.component';

describe('EmbedFrameComponent', () => {
  // Loaded lazily, which must not outlast the spec.
  beforeAll(() => import('./embed-controller'));

  it('loads Qlik’s runtime beside the code that mounts the element, and not after it', () => {
    let isAsked = false;
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'a' })] }),
        {
          provide: QlikRuntime,
          useFactory: () => {
            isAsked = true;
            return { hostConfig: () => new Promise(() => undefined) };
          },
        },
      ],
    });
    const fixture = TestBed.createComponent(QlikChartComponent);
    for (const [name, value] of Object.entries({ connectionId: 'a', appId: 'sales', objectId: 'chart' }))
      fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    expect(isAsked).toBeTrue();
    fixture.destroy();
  });
});
