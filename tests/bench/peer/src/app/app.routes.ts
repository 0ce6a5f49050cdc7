import type { Routes } from '@angular/router';

export const routes: Routes = [
  { path: 'spaces', loadComponent: () => import('./spaces.component').then((m) => m.SpacesComponent) },
  { path: 'data', loadComponent: () => import('./data.component').then((m) => m.DataComponent) },
  {
    path: 'server-data',
    data: { isServer: true },
    loadComponent: () => import('./data.component').then((m) => m.DataComponent),
  },
  { path: 'charts/:appId', loadComponent: () => import('./charts.component').then((m) => m.ChartsComponent) },
  {
    path: 'tenants/:appIds',
    loadComponent: () => import('./tenants.component').then((m) => m.TenantsComponent),
  },
  { path: 'chart', loadComponent: () => import('./chart.component').then((m) => m.ChartComponent) },
];
