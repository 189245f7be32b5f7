import { userAgentPanels } from '../user-agents/user-agent-panels.ts'
import { bandwidth } from './bandwidth.ts'
import type { PanelAnalysis } from './panel-analysis.ts'
import { referrerPanels } from './referrers.ts'
import { requestPanels } from './requests.ts'
import { traffic } from './traffic.ts'

/** The panels beyond the analyses of the main job that a log with these columns has. */
export async function panelAnalyses(columns: readonly string[]): Promise<readonly PanelAnalysis[]> {
  const slow = columns.includes('duration') ? [(await import('./slow-endpoints.ts')).slowEndpoints] : []
  const all = [...traffic, ...requestPanels, ...slow, ...bandwidth, ...referrerPanels, ...userAgentPanels]
  return all.filter(({ needs = [] }) => needs.every(name => columns.includes(name)))
}
