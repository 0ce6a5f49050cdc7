import type { Routes } from '@angular/router';
import { StreamPageComponent } from './stream-page.component';

export const routes: Routes = [{ path: '', title: 'Streams', component: StreamPageComponent }];
