/** Light and dark, as the system has it or as the page's switch says. Texts keep a contrast of 4.5 to 1 at least. */
export const COLORS = `
:root{color-scheme:light dark;
--back:light-dark(#f4f6f8,#0f1418);--card:light-dark(#fff,#171e24);--line:light-dark(#dde3e9,#2a343d);
--text:light-dark(#17202a,#e4eaef);--soft:light-dark(#566472,#9aa8b5);--accent:light-dark(#0a6c8a,#5cc8e6);
--bar:light-dark(#cfe8f1,#1c4656);--fill:light-dark(#2a9bbd,#3fa9c9);--second:light-dark(#7a5cc4,#a68df0);
--hover:light-dark(#f0f5f8,#1e2830);--shade:light-dark(#17202a2e,#000000a0);--mark:light-dark(#0a6c8a22,#5cc8e62b);
--ok:light-dark(#d3edd9,#1d4a2c);--moved:light-dark(#d9e6f8,#20405f);--client:light-dark(#fbe8c4,#5a431a);--server:light-dark(#f9d6d5,#6a2828)}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
`
