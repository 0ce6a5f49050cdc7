import { useEffect, useEmbed, useLayout } from '@nebula.js/stardust';
import { placedCharts } from './children.ts';
import { clientChart } from './client-chart.ts';
import { drawInside } from './inner-charts.ts';

/** `sn-layout-container`: charts at their places, which may overlap; later ones are in front. */
export default clientChart(({ element, options, theme }) => {
  const charts = placedCharts(useLayout());
  const embed = useEmbed();
  useEffect(() => {
    Object.assign(element.style, { position: 'relative', height: '100%' });
    const removers = charts.map(({ id, box }) => {
      const place = document.createElement('div');
      Object.assign(place.style, {
        position: 'absolute',
        left: `${box.x}%`,
        top: `${box.y}%`,
        width: `${box.width}%`,
        height: `${box.height}%`,
      });
      element.append(place);
      const remove = drawInside(place, id, { embed, options, theme });
      return () => {
        remove();
        place.remove();
      };
    });
    return () => removers.forEach((remove) => remove());
  }, [JSON.stringify(charts), element, theme]);
});
