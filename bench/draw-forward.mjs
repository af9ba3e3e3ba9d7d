// The chart of bench/chart.mjs.
import { parse, View } from 'vega'
import { compile } from 'vega-lite'

/** In the order of the legend. */
const labels = { onnxruntime: 'onnxruntime', openvino: 'OpenVINO', tensorflow: 'libtensorflow', pytorch: 'PyTorch' }

/** Colours that people who see few colours can tell apart (Okabe and Ito), and a shape for each besides. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#6b6b6b']
const dashes = [
  [1, 0],
  [6, 4],
  [1, 0],
  [2, 3],
  [6, 4],
  [2, 3],
  [1, 0],
] // lines that lie on each other stay visible
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'wedge']

/** Time and memory against the side of a picture, as SVG. */
export async function drawForward(measurements) {
  const values = measurements.map(({ engine, precision, size, seconds, peakRssBytes }) => ({
    engine: precision === 'f32' ? labels[engine] : `${labels[engine]}, ${precision}`,
    size,
    seconds,
    gibibytes: peakRssBytes / 2 ** 30,
  }))
  const known = Object.values(labels)
  const place = name => known.findIndex(label => name.startsWith(label))
  const names = [...new Set(values.map(({ engine }) => engine))].sort((a, b) => place(a) - place(b))
  const sizes = [...new Set(values.map(({ size }) => size))].sort((a, b) => a - b)
  const spec = compile({
    background: 'white',
    padding: 12,
    config: {
      font: 'Helvetica, Arial, sans-serif',
      axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400 },
    },
    data: { values },
    hconcat: [
      panel(values, { field: 'seconds', title: 'seconds per picture', names, sizes }),
      panel(values, { field: 'gibibytes', title: 'peak memory of the process, GiB', names, sizes }),
    ],
  }).spec
  return `${await new View(parse(spec), { renderer: 'none' }).toSVG()}\n`
}

function panel(values, { field, title, names, sizes }) {
  const scale = range => ({ domain: names, range: range.slice(0, names.length) })
  const ticks = ticksFor(values.map(value => value[field]))
  const legend = {
    orient: 'top',
    title: null,
    labelFontSize: 13,
    symbolSize: 90,
    symbolStrokeWidth: 0,

    columnPadding: 24,
  }
  return {
    width: 340,
    height: 300,
    mark: { type: 'line', point: { size: 60, filled: true }, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'size',
        type: 'quantitative',
        scale: { type: 'log', base: 2, nice: false },
        axis: { title: 'side of a square picture, pixels', values: sizes, format: 'd', grid: false, labelFlush: false },
      },
      y: {
        field,
        type: 'quantitative',
        scale: { type: 'log', domain: [ticks[0], ticks.at(-1)] },
        axis: { title, format: '~g', values: ticks, gridColor: '#e5e5e5' },
      },
      color: { field: 'engine', type: 'nominal', scale: scale(colours), legend },
      strokeDash: { field: 'engine', type: 'nominal', scale: scale(dashes), legend },
      shape: { field: 'engine', type: 'nominal', scale: scale(shapes), legend },
    },
  }
}

/** 1, 2, 5, 10, 20 … and their parts, from just below the least number to just above the greatest. */
function ticksFor(numbers) {
  const all = Array.from({ length: 24 }, (_, index) => [1, 2, 5][index % 3] * 10 ** (Math.floor(index / 3) - 4))
  const first = all.findLastIndex(tick => tick <= Math.min(...numbers))
  const last = all.findIndex(tick => tick >= Math.max(...numbers))
  return all.slice(first, last + 1).map(tick => Number(tick.toPrecision(1)))
}
