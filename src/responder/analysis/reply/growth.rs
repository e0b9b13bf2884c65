//! How much a column grew between the first moment and the last.

use super::answer::{Answer, Asking};
use super::figures::{exact, python};
use super::groups::{self, Group};
use super::measures::usual;

impl Asking<'_> {
    /// The change of a column over time, as a difference and as a share.
    pub fn growth(&self, time: usize, measure: usize) -> Answer {
        let table = self.table();
        let how = usual(table, measure);
        let moments: Vec<(Group, f64)> = groups::groups(table, &self.matter.rows, time)
            .into_iter()
            .filter(|group| !groups::values(table, &group.rows, measure).is_empty())
            .filter_map(|group| groups::of_rows(table, &group.rows, measure, how).map(|value| (group, value)))
            .collect();
        let name = self.name(measure);
        let used = vec![time, measure];
        let [(start, first), .., (end, last)] = &moments[..] else {
            let text = format!("There are not two moments with numbers of {name}{}.", self.among());
            return Answer {
                used,
                code: "print(len(df))\n".to_owned(),
                logs: format!("{}\n", self.matter.rows.len()),
                text,
            };
        };
        let code = format!(
            "totals = df.dropna(subset=[{}]).groupby({})[{}].{}()\nfirst, last = totals.iloc[0], totals.iloc[-1]\n\
             print(float(last - first))\nprint(float((last / first - 1) * 100))\n",
            self.coder.name(measure),
            self.coder.name(time),
            self.coder.name(measure),
            how.method()
        );
        let share = (last / first - 1.0) * 100.0;
        let logs = format!("{}\n{}\n", python(last - first), python(share));
        let verb = if last >= first { "grew" } else { "fell" };
        let percent = if share.is_finite() && *first > 0.0 {
            format!(", {} %", exact((share.abs() * 10.0).round() / 10.0))
        } else {
            String::new()
        };
        let text = format!(
            "The {} {name} {verb} from {} ({}) to {} ({}): by **{}**{percent}.",
            how.adjective(),
            exact(*first),
            start.label,
            exact(*last),
            end.label,
            exact((last - first).abs()),
        );
        Answer { used, code, logs, text }
    }
}
