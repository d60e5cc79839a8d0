/** 50 items a page where nobody asks otherwise; 200 at most, so that a page renders within tens of milliseconds. */
export const listLimitDefault = 50;
export const listLimitMax = 200;
