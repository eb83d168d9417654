//! Which lines of a cell are Python: what memlens takes for IPython's own is what IPython 8.12 took so. `record.py` made
//! the file of its answers.

use std::fs;
use std::path::Path;

use memlens::syntax::Tree;
use serde_json::Value;

#[test]
fn the_same_lines_are_python_as_to_ipython() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ipython/cells.json");
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).expect("the file")).expect("rows");
    let mut wrong = Vec::new();
    for row in &rows {
        let cell = row["cell"].as_str().expect("a cell");
        let kept = row["kept"].as_array().expect("lines").iter().filter_map(Value::as_str);
        let kept: Vec<&str> = kept.map(|line| line.trim_end_matches('\r')).collect();
        let python = Tree::python(cell).text;
        assert_eq!(python.len(), cell.len(), "{cell:?}");
        let lines = cell.split('\n').zip(python.split('\n'));
        let ours: Vec<&str> = lines
            .filter(|(was, is)| was == is && !was.trim().is_empty())
            .map(|(was, _)| was.trim_end_matches('\r'))
            .collect();
        if ours != kept {
            wrong.push(format!("{cell:?}\n  IPython keeps {kept:?}\n  memlens keeps {ours:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
