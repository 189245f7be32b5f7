import { COLORS } from './colors.ts'
import { PAGE } from './page.ts'
import { PANEL } from './panel.ts'
import { PRINT } from './print.ts'

/** The page's style sheet. */
export const STYLE = COLORS + PAGE + PANEL + PRINT
