// Charts in the colours of the page, redrawn when the theme or the width changes.
import { BarChart, GaugeChart, HeatmapChart, LineChart, MapChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  DatasetComponent,
  GeoComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  BarChart, GaugeChart, HeatmapChart, LineChart, MapChart, PieChart, ScatterChart,
  AriaComponent, DataZoomComponent, DatasetComponent, GeoComponent, GridComponent, LegendComponent,
  MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent, LabelLayout, CanvasRenderer,
]);

const drawn = new Map();

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"), soft: of("--soft"), line: of("--line"), paper: of("--paper"), raised: of("--raised"),
    sunk: of("--sunk"), accent: of("--accent"), accentSoft: of("--accent-soft"),
    series: [of("--accent"), of("--warn-mark"), of("--info"), of("--good"), of("--bad"), of("--soft")],
    tones: { good: of("--good"), warn: of("--warn-mark"), bad: of("--bad"), info: of("--info"), soft: of("--soft") },
    font: of("--font"),
  };
}

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

// The option as given, with our colours wherever it names none.
function themed(option, c) {
  const text = { color: c.soft, fontFamily: c.font };
  const axis = (each) => ({
    ...each,
    axisLabel: { color: c.soft, ...each.axisLabel },
    axisLine: { lineStyle: { color: c.line }, ...each.axisLine },
    axisTick: { show: false, ...each.axisTick },
    splitLine: { lineStyle: { color: c.line }, ...each.splitLine },
    nameTextStyle: { color: c.soft, ...each.nameTextStyle },
  });
  const series = list(option.series).map((each) => ({
    ...(each.type === "bar" ? { barMaxWidth: 28 } : {}),
    ...(each.tone ? { itemStyle: { color: c.tones[each.tone] } } : {}),
    ...(each.type === "line" ? { symbolSize: 7, lineStyle: { width: 2.5 } } : {}),
    ...(each.type === "map"
      ? {
          itemStyle: { areaColor: c.sunk, borderColor: c.paper, borderWidth: 1.5 },
          emphasis: { itemStyle: { areaColor: c.accentSoft }, label: { color: c.ink } },
          select: { disabled: true },
        }
      : {}),
    ...each,
    label: { color: c.ink, ...each.label },
  }));
  const visual = list(option.visualMap).map((each) => ({
    inRange: { color: [c.accentSoft, c.accent] },
    textStyle: { color: c.soft },
    ...each,
  }));
  return {
    color: c.series,
    backgroundColor: "transparent",
    textStyle: text,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    aria: { enabled: true, decal: { show: false } },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    ...option,
    legend: option.legend && { textStyle: { color: c.soft }, icon: "roundRect", top: 0, ...option.legend },
    tooltip: {
      // Drawn on the canvas: the policy allows no markup with styles of its own.
      renderMode: "richText",
      backgroundColor: c.raised,
      borderColor: c.line,
      textStyle: { color: c.ink },
      confine: true,
      trigger: option.xAxis ? "axis" : "item",
      ...option.tooltip,
    },
    ...(option.xAxis ? { xAxis: list(option.xAxis).map(axis) } : {}),
    ...(option.yAxis ? { yAxis: list(option.yAxis).map(axis) } : {}),
    ...(visual.length ? { visualMap: visual } : {}),
    series,
  };
}

async function maps(element, option) {
  if (!element.dataset.geojson) return;
  const shape = await (await fetch(element.dataset.geojson)).json();
  for (const each of [...list(option.series), ...list(option.geo)]) {
    if (each.map) echarts.registerMap(each.map, shape);
  }
}

async function one(element) {
  if (drawn.has(element)) return;
  const source = document.getElementById(element.dataset.chart);
  if (!source) return;
  drawn.set(element, null);
  const option = JSON.parse(source.textContent);
  await maps(element, option);
  const chart = echarts.init(element);
  drawn.set(element, { chart, option });
  chart.setOption(themed(option, colours()));
  chart.on("click", ({ data }) => {
    // Only addresses of this site: the data may hold names that people typed.
    if (data?.url?.startsWith("/") && !data.url.startsWith("//")) location.assign(data.url);
  });
  // Also draws what was hidden at first: an element without width gets one when it is shown.
  new ResizeObserver(() => element.clientWidth && chart.resize()).observe(element);
}

function repaint() {
  for (const [element, held] of drawn) {
    if (!element.isConnected) {
      held?.chart.dispose();
      drawn.delete(element);
    } else if (held) held.chart.setOption(themed(held.option, colours()), true);
  }
}

export function draw(root) {
  const all = [...(root.querySelectorAll?.("[data-chart]") || [])];
  if (root.matches?.("[data-chart]")) all.push(root);
  repaint();
  all.forEach(one);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
