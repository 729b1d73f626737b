//! The sessions of the documentation are run and their output compared; measurements can be repeated.

use std::fs;

#[test]
fn sessions() {
    // Where the sessions write to.
    fs::create_dir_all("target/tmp").expect("a folder");
    trycmd::TestCases::new().env("LC_ALL", "C.UTF-8").case("README.md").case("docs/*.md").run();
}

/// Every script that makes tables of the page on performance stands among the commands that make all of them, and the
/// page says where output goes that nobody reads.
#[test]
fn every_table_can_be_repeated() {
    let page = fs::read_to_string("docs/performance.md").unwrap();
    let commands = page.split_once("To repeat everything").unwrap().1.split_once("\n## ").unwrap().0;
    let mut made = 0;
    for entry in fs::read_dir("benches/peers").unwrap() {
        let path = entry.unwrap().path();
        let script = fs::read_to_string(&path).unwrap_or_default();
        if !script.contains("\"--markdown\"") {
            continue;
        }
        made += 1;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap();
        assert!(commands.contains(&format!("python benches/peers/{name} ")), "{name}");
        assert!(!script.contains("/dev/null") || page.contains("`/dev/null`"), "{name}");
    }
    assert!(made >= 4, "{made}");
}
