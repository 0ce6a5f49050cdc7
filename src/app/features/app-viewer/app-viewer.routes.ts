import type { Routes } from '@angular/router';
import { AppViewerComponent } from './app-viewer.component';

export const routes: Routes = [{ path: ':appId', title: 'App', component: AppViewerComponent }];
