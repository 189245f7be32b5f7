export { type AnalysesOptions, type AnalysisName, type MalformedRow, webLogAnalyses } from './analyses.ts'
export * from './log-analyses.ts'
export type {
  Cell,
  ColumnKind,
  Panel,
  PanelChart,
  PanelColumn,
  ReportPage,
  SummaryFigure,
} from './panels/panel.ts'
export { type Report, reportOf } from './report.ts'
export { jsonText } from './text/json-text.ts'
export type { WebLogRow } from './web-log-row.ts'
