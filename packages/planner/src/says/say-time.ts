const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** Clock time of a number of seconds since the first midnight, `HH:MM`, with the day when it isn't the first. */
export const sayClock = (seconds: number): string => {
  const day = Math.floor(seconds / 86_400);
  const rest = seconds - day * 86_400;
  const secondsPart = rest % 60 >= 1 ? `:${pad(rest % 60)}` : '';
  const clock = `${pad(rest / 3600)}:${pad((rest % 3600) / 60)}${secondsPart}`;
  return day > 0 ? `${clock} (+${day} d)` : clock;
};

export const sayDuration = (seconds: number, language: 'en' | 'zh'): string => {
  const [value, en, zh] =
    seconds >= 3600 && seconds % 3600 === 0
      ? [seconds / 3600, 'h', '小时']
      : seconds >= 60 && seconds % 60 === 0
        ? [seconds / 60, 'min', '分钟']
        : [seconds, 's', '秒'];
  return language === 'en' ? `${value} ${en}` : `${value}${zh}`;
};
